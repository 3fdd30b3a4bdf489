/** Which fields the schema knows at a place of the document, for suggestions. */

import { z } from 'zod';
import type { Path } from './scenario-error.ts';
import { scenarioSchema } from './scenario-schema.ts';

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly items?: Shape;
  /** Ways to write it. */
  readonly anyOf?: readonly Shape[];
}

const whole = z.toJSONSchema(scenarioSchema, { io: 'input' }) as Shape;

/** Names in the order of the schema; empty where any name goes. */
export function fieldsAt(path: Path): readonly string[] {
  const found = path.reduce<Shape>(inside, whole);
  const names = [found, ...(found.anyOf ?? [])].map(
    (shape) => shape.propertyNames?.enum ?? Object.keys(shape.properties ?? {}),
  );
  return names.flat();
}

function inside(shape: Shape, step: string | number): Shape {
  return (typeof step === 'number' ? shape.items : shape.properties?.[step]) ?? {};
}
