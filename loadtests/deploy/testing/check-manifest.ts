/** Whether a cluster would take a manifest as it is meant: Kubernetes' own schema, and no field it would ignore. */

import { Ajv } from 'ajv';
import { Job } from 'kubernetes-models/batch/v1';
import { ConfigMap } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { manifestSchemas } from './manifest-schemas.ts';

interface Manifest {
  readonly kind?: unknown;
}

const ajv = new Ajv({ allErrors: true });
const strict = new Map(
  Object.entries(manifestSchemas).map(([kind, schema]) => [kind, ajv.compile(schema)]),
);

/** Problems of every document of a YAML file, `Job /spec/completions must be integer`; empty when there are none. */
export function problemsOf(yaml: string): readonly string[] {
  return manifestsOf(yaml).flatMap((manifest) => {
    const kind = String((manifest as Manifest).kind);
    return [...strictProblems(kind, manifest), ...officialProblems(kind, manifest)];
  });
}

/** The documents of a file. Throws where it is no YAML. */
export function manifestsOf(yaml: string): readonly object[] {
  return parseAllDocuments(yaml, { strict: true, uniqueKeys: true }).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as object;
  });
}

function strictProblems(kind: string, manifest: object): readonly string[] {
  const validate = strict.get(kind);
  if (validate === undefined) return [`${kind}: no such kind is expected here`];
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '', params }) => {
    const extra = (params as { additionalProperty?: string }).additionalProperty;
    return `${kind} ${instancePath} ${message}${extra === undefined ? '' : ` (${extra})`}`;
  });
}

/** By the OpenAPI schemas of Kubernetes; the operator publishes none as a package. */
function officialProblems(kind: string, manifest: object): readonly string[] {
  if (kind !== 'Job' && kind !== 'ConfigMap') return [];
  try {
    const model = kind === 'Job' ? new Job(manifest) : new ConfigMap(manifest);
    model.validate();
    return [];
  } catch (error) {
    return [`${kind} ${(error as Error).message}`];
  }
}
