/**
 * The fields our manifests may have, each by name: Kubernetes' own schemas let unknown ones pass, so that a misspelt
 * one is silently ignored by a cluster. Written from the documentation of the Kubernetes API and of the k6-operator.
 */

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string', minLength: 1 };
const flag: Schema = { type: 'boolean' };
const count: Schema = { type: 'integer', minimum: 0 };
const texts: Schema = { type: 'array', items: text, minItems: 1 };
const textMap: Schema = { type: 'object', additionalProperties: { type: 'string' } };
const quantity: Schema = { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?(m|[KMGT]i?)?$' };
/** Of an object a cluster names: RFC 1123. */
const name: Schema = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$' };

function object(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

const list = (items: Schema): Schema => ({ type: 'array', items, minItems: 1 });
const metadata = object({ name, labels: textMap }, ['name']);
const reference = object({ name }, ['name']);
const environment = {
  env: list(object({ name: text, value: { type: 'string' } }, ['name', 'value'])),
  envFrom: list(object({ configMapRef: reference }, ['configMapRef'])),
};
const amounts = object({ cpu: quantity, memory: quantity }, []);
const resources = object({ requests: amounts, limits: amounts }, []);
const podSecurity = object(
  {
    runAsNonRoot: flag,
    runAsUser: count,
    seccompProfile: object({ type: { enum: ['RuntimeDefault'] } }, ['type']),
  },
  [],
);
const containerSecurity = object(
  {
    allowPrivilegeEscalation: flag,
    readOnlyRootFilesystem: flag,
    capabilities: object({ drop: texts }, ['drop']),
  },
  [],
);
const container = object(
  {
    name,
    image: text,
    imagePullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
    command: texts,
    args: texts,
    ...environment,
    resources,
    securityContext: containerSecurity,
    volumeMounts: list(object({ name, mountPath: text, readOnly: flag }, ['name', 'mountPath'])),
  },
  ['name', 'image'],
);
const volume = object({ name, configMap: reference, emptyDir: object({}, []) }, ['name']);
const pod = object(
  {
    restartPolicy: { enum: ['Never', 'OnFailure'] }, // a Job's pod may not be restarted always
    automountServiceAccountToken: flag,
    securityContext: podSecurity,
    containers: list(container),
    volumes: list(volume),
  },
  ['restartPolicy', 'containers'],
);

function manifest(
  apiVersion: string,
  kind: string,
  more: Readonly<Record<string, Schema>>,
): Schema {
  const properties = {
    apiVersion: { const: apiVersion },
    kind: { const: kind },
    metadata,
    ...more,
  };
  return object(properties, ['apiVersion', 'kind', 'metadata', ...Object.keys(more)]);
}

/** JSON Schemas by kind. */
export const manifestSchemas: Readonly<Record<string, Schema>> = {
  ConfigMap: manifest('v1', 'ConfigMap', { data: textMap }),
  Job: manifest('batch/v1', 'Job', {
    spec: object(
      {
        completionMode: { enum: ['Indexed', 'NonIndexed'] },
        completions: count,
        parallelism: count,
        backoffLimit: count,
        activeDeadlineSeconds: count,
        ttlSecondsAfterFinished: count,
        template: object({ metadata: object({ labels: textMap }, []), spec: pod }, ['spec']),
      },
      ['template'],
    ),
  }),
  TestRun: manifest('k6.io/v1alpha1', 'TestRun', {
    spec: object(
      {
        parallelism: { type: 'integer', minimum: 1 },
        script: object({ configMap: object({ name, file: text }, ['name', 'file']) }, [
          'configMap',
        ]),
        arguments: text,
        separate: flag,
        cleanup: { const: 'post' },
        runner: object({ ...environment, resources, securityContext: podSecurity }, []),
      },
      ['parallelism', 'script'],
    ),
  }),
};
