/** Settings of a fault, declared once as data: checked, resolved to units, typed, and printed in the docs. */

import { ChaosError } from '../../harness/contracts/errors.ts';
import type { SettingDescription } from '../../harness/contracts/fault.ts';
import type { PlannedFault } from '../../harness/contracts/plan.ts';
import { formatDurationMs, parseDurationMs } from '../../harness/contracts/units.ts';

interface Described {
  readonly summary: string;
}
/** `250ms` in files; milliseconds in the plan, under the name with `Ms` behind it. */
interface DurationField extends Described {
  readonly kind: 'duration';
  readonly defaultMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}
interface CountField extends Described {
  readonly kind: 'count';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
interface ChoiceField extends Described {
  readonly kind: 'choice';
  readonly options: readonly [string, ...string[]];
  readonly default: string;
}
export type SettingField = DurationField | CountField | ChoiceField;
export type SettingFields = Readonly<Record<string, SettingField>>;

/** The settings as the plan holds them. */
export type Settings<Fields extends SettingFields> = {
  readonly [
    Name in keyof Fields & string as Fields[Name] extends DurationField ? `${Name}Ms` : Name
  ]: Fields[Name] extends ChoiceField ? Fields[Name]['options'][number] : number;
};

export interface SettingsSchema<Fields extends SettingFields> {
  readonly fields: Fields;
  readonly described: readonly SettingDescription[];
  /** Throws CHAOS_ERR_FAULT_SETTINGS: unknown name, wrong type, wrong unit, out of range. */
  readonly parse: (raw: Readonly<Record<string, unknown>>) => Settings<Fields>;
  /** Of a planned fault, whose settings have been parsed. */
  readonly of: (planned: Pick<PlannedFault, 'settings'>) => Settings<Fields>;
}

export function defineSettings<const Fields extends SettingFields>(
  fault: string,
  fields: Fields,
): SettingsSchema<Fields> {
  return {
    fields,
    described: Object.entries<SettingField>(fields).map(([name, field]) => ({
      name,
      takes: describeField(field),
      ...(field.kind === 'choice' ? { options: field.options } : {}),
      default: written(field),
      summary: field.summary,
    })),
    parse: (raw) => {
      const strange = Object.keys(raw).find((name) => !Object.hasOwn(fields, name));
      if (strange !== undefined) throw unknown(fault, strange, Object.keys(fields));
      const parsed = Object.entries<SettingField>(fields).map(([name, field]) => {
        const value = Object.hasOwn(raw, name) ? raw[name] : written(field);
        const read = reader[field.kind](field as never, value);
        if (read === undefined) throw wrong(fault, name, { field, value });
        return [field.kind === 'duration' ? `${name}Ms` : name, read];
      });
      return Object.fromEntries(parsed) as Settings<Fields>;
    },
    of: ({ settings }) => settings as Settings<Fields>,
  };
}

const reader = {
  duration: ({ minMs, maxMs }: DurationField, value: unknown) => {
    const ms = typeof value === 'string' ? parseDurationMs(value) : undefined;
    return ms !== undefined && ms >= minMs && ms <= maxMs ? ms : undefined;
  },
  count: ({ min, max }: CountField, value: unknown) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? Number(value)
      : undefined,
  choice: ({ options }: ChoiceField, value: unknown) => options.find((option) => option === value),
};

/** The default, as a user would write it. */
export function written(field: SettingField): string | number {
  return field.kind === 'duration' ? formatDurationMs(field.defaultMs) : field.default;
}

/** What the field takes, in words. */
export function describeField(field: SettingField): string {
  if (field.kind === 'choice') return `one of ${field.options.join(', ')}`;
  if (field.kind === 'count') return `a whole number from ${field.min} to ${field.max}`;
  const [least, most] = [formatDurationMs(field.minMs), formatDurationMs(field.maxMs)];
  return `a time with its unit from ${least} to ${most}, as in \`250ms\` or \`4s\``;
}

function unknown(fault: string, name: string, known: readonly string[]): ChaosError {
  const help = known.length === 0 ? 'Leave it out.' : `Use only ${known.join(', ')}.`;
  return new ChaosError('CHAOS_ERR_FAULT_SETTINGS', `${fault} has no setting \`${name}\``, {
    help,
  });
}

function wrong(
  fault: string,
  name: string,
  { field, value }: { readonly field: SettingField; readonly value: unknown },
): ChaosError {
  const message = `setting \`${name}\` of ${fault} cannot be ${JSON.stringify(value)}`;
  return new ChaosError('CHAOS_ERR_FAULT_SETTINGS', message, {
    help: `Give ${describeField(field)}.`,
  });
}
