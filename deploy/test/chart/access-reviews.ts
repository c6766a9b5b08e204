import { until } from '@todo/testing/until';
import { ApiError } from '../../src/cluster/api-error.ts';
import { mapConcurrently } from '../../src/cluster/concurrency.ts';
import { at, recordsAt, textAt } from '../../src/cluster/kubernetes-object.ts';
import { openTransport, type ApiRequest, type Transport } from '../../src/cluster/transport.ts';

/** One thing that an account may or may not do. */
export interface Ask {
  readonly verb: string;
  readonly group: string;
  /** `pods` or `pods/exec`. */
  readonly resource: string;
  /** Empty for the whole cluster. */
  readonly namespace: string;
  readonly name?: string;
}

/** `get coordination.k8s.io/leases todo-deploy-todo in todo` */
export function textOf({ verb, group, resource, namespace, name }: Ask): string {
  return [verb, `${group}/${resource}`, ...(name ? [name] : []), 'in', namespace || 'the cluster'].join(' ');
}

type Kind = Pick<Ask, 'group' | 'resource'>;

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** Verbs that no request has and that give more than any of these. */
const furtherAsks: readonly Omit<Ask, 'namespace'>[] = [
  ...['roles', 'clusterroles'].flatMap((resource) =>
    ['bind', 'escalate'].map((verb) => ({ verb, group: 'rbac.authorization.k8s.io', resource })),
  ),
  ...['users', 'groups', 'serviceaccounts'].map((resource) => ({ verb: 'impersonate', group: '', resource })),
];

/** Every verb on every resource that the API server has, in each of these places. */
export async function everyAsk(transport: Transport, places: readonly string[]): Promise<readonly Ask[]> {
  const kinds = await everyKind(transport);
  const asks = kinds.flatMap((kind) => verbs.map((verb) => ({ verb, ...kind })));
  return [...asks, ...furtherAsks].flatMap((ask) => places.map((namespace) => ({ ...ask, namespace })));
}

async function everyKind(transport: Transport): Promise<readonly Kind[]> {
  const read = async (path: string): Promise<unknown> => {
    try {
      return JSON.parse((await transport.send({ method: 'GET', path, signal: soon() })).body);
    } catch (error) {
      // A group is listed for a moment longer than its last definition is there.
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  };
  const groups = recordsAt(await read('/apis'), 'groups').flatMap((group) =>
    recordsAt(group, 'versions').flatMap((version) => textAt(version, 'groupVersion') ?? []),
  );
  const paths = ['/api/v1', ...groups.map((version) => `/apis/${version}`)];
  const lists = await mapConcurrently(paths, 8, async (path) => {
    const group = path.split('/').slice(2, -1).join('/');
    return recordsAt(await read(path), 'resources').map((entry) => ({
      group,
      resource: textAt(entry, 'name') ?? '',
    }));
  });
  const kinds = lists.flat().map((kind) => [`${kind.group}/${kind.resource}`, kind] as const);
  return [...new Map(kinds).values()];
}

/** A rule of a Role, as rendered. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Whether rules without wildcards grant this, in their namespace. */
export function isGranted(rules: readonly Rule[], { verb, group, resource, name }: Ask): boolean {
  return rules.some(
    ({ apiGroups, resources, resourceNames, verbs: granted }) =>
      apiGroups?.includes(group) &&
      resources?.includes(resource) &&
      granted.includes(verb) &&
      (!resourceNames || (name !== undefined && resourceNames.includes(name))),
  );
}

/** Waits until the API server's authorizer knows what was just written. */
export async function untilAllowed(account: Place, ask: Ask): Promise<void> {
  await until(async () => (await allowedOf(account, [ask])).length > 0);
}

interface Place {
  readonly kubeconfig: string;
  readonly context: string;
}

/** Those of these that the API server says the account may do. */
export async function allowedOf(account: Place, asks: readonly Ask[]): Promise<readonly Ask[]> {
  const transport = await openTransport(account.kubeconfig, account.context);
  const answers = await mapConcurrently(asks, 16, (ask) => mayDo(transport, ask));
  return asks.filter((_ask, index) => answers[index]);
}

async function mayDo(
  transport: Transport,
  { resource: path, namespace, verb, group, name }: Ask,
): Promise<boolean> {
  const [resource, subresource] = path.split('/');
  const resourceAttributes = { namespace, verb, group, resource, subresource, name };
  const apiVersion = 'authorization.k8s.io/v1';
  const { body } = await transport.send({
    method: 'POST',
    path: `/apis/${apiVersion}/selfsubjectaccessreviews`,
    body: { apiVersion, kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
    signal: soon(),
  });
  return at(JSON.parse(body), 'status', 'allowed') === true;
}

/** What the API server answers to a request: its status alone. */
export async function statusOf(transport: Transport, request: Omit<ApiRequest, 'signal'>): Promise<number> {
  try {
    return (await transport.send({ ...request, signal: soon() })).status;
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
}

function soon(): AbortSignal {
  return AbortSignal.timeout(30_000);
}
