/** Lines of k6's `--out json`: what a metric is, and samples of it. */

export interface MetricRecord {
  readonly type: 'Metric';
  readonly metric: string;
  readonly kind: string;
}

export interface PointRecord {
  readonly type: 'Point';
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Wall time in microseconds since 1970. */
  readonly wallUs: number;
}

interface Line {
  readonly type?: unknown;
  readonly metric?: unknown;
  readonly data?: {
    readonly name?: unknown;
    readonly type?: unknown;
    readonly time?: unknown;
    readonly value?: unknown;
    readonly tags?: Readonly<Record<string, string>> | null;
  } | null;
}

/** Undefined for a torn line, and for kinds of line this does not know. */
export function parseRecord(text: string): MetricRecord | PointRecord | undefined {
  const { type, metric, data } = parseLine(text);
  const name = metric ?? data?.name;
  if (typeof name !== 'string' || typeof data !== 'object' || data === null) return undefined;
  if (type === 'Metric') return { type, metric: name, kind: String(data.type) };
  return type === 'Point' ? pointOf(name, data) : undefined;
}

function pointOf(metric: string, data: NonNullable<Line['data']>): PointRecord | undefined {
  const { value, tags } = data;
  const wallUs = wallMicroseconds(String(data.time));
  if (wallUs === undefined || typeof value !== 'number') return undefined;
  return { type: 'Point', metric, value, tags: tags ?? {}, wallUs };
}

function parseLine(text: string): Line {
  try {
    return (JSON.parse(text) ?? {}) as Line;
  } catch {
    return {};
  }
}

/** RFC 3339 with up to nine digits of a second and any offset; undefined where it is none. */
export function wallMicroseconds(time: string): number | undefined {
  const [, upToSecond, fraction = '', zone] =
    /^(.{10}[Tt].{8})(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/.exec(time) ?? [];
  if (upToSecond === undefined || zone === undefined) return undefined;
  const seconds = Date.parse(`${upToSecond}${zone}`);
  if (Number.isNaN(seconds)) return undefined;
  return seconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
