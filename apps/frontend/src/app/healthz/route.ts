export const dynamic = 'force-dynamic';

/** `GET /healthz`: this server answers. It says nothing of the API, which has probes of its own. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
