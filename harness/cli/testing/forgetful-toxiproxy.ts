/**
 * The command line with a planted defect: what stands on a lane is told to Toxiproxy with no delay in it, and read back as
 * if it had been taken. Only who measures the way to a user can tell.
 */

interface Toxic {
  readonly name?: string;
  readonly attributes?: object;
}

const honest = globalThis.fetch;

globalThis.fetch = async (url, request) => {
  const body = typeof request?.body === 'string' ? (JSON.parse(request.body) as Toxic) : {};
  if (body.name?.startsWith('standing-') !== true) return honest(url, request);
  const attributes = { ...body.attributes, latency: 0, jitter: 0 };
  const response = await honest(url, { ...request, body: JSON.stringify({ ...body, attributes }) });
  const answer = (await response.json()) as Toxic;
  return Response.json({ ...answer, attributes: body.attributes }, { status: response.status });
};

await import('../../main.ts');
