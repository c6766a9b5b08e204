import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { callTool, type Operations, type ToolCall } from '../operations/call-tool.ts';
import { lastEvidence } from '../operations/last-evidence.ts';
import { createKnownSecrets } from '../secrets/known-secrets.ts';

type Reading = Pick<ToolCall, 'caller' | 'signal'>;

interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly mimeType: string;
  readonly read: (reading: Reading) => Promise<{ readonly text: string; readonly mimeType: string }>;
}

/** What a client may attach to a conversation. None holds a value of a Secret, nor a kubeconfig. */
function resourcesOf(operations: Operations): readonly Resource[] {
  const { session, workspace } = operations.place;
  const ofTool = (tool: string) => async (reading: Reading) => {
    const { text } = await callTool(operations, { ...reading, tool, input: {} });
    return { text, mimeType };
  };
  const mimeType = 'text/plain';
  const common = { mimeType };
  const ofWorkspace: readonly Resource[] = [
    {
      ...common,
      uri: 'todo-deploy://values',
      name: 'values',
      description: 'What the environment gives its chart, secrets masked',
      mimeType: 'application/json',
      read: () =>
        Promise.resolve({ text: maskedValues(session.environment.values), mimeType: 'application/json' }),
    },
    {
      ...common,
      uri: 'todo-deploy://evidence',
      name: 'evidence',
      description: 'What was saved of the last rollout that failed: cause, plan, changes, logs',
      read: () =>
        lastEvidence(workspace?.root, session.environment.name).then((text) => ({ text, mimeType })),
    },
  ];
  return [
    {
      ...common,
      uri: 'todo-deploy://plan',
      name: 'plan',
      description: 'What a deploy would change now',
      read: ofTool('plan'),
    },
    {
      ...common,
      uri: 'todo-deploy://ledger',
      name: 'ledger',
      description: 'What runs by the ledger: the revisions of every unit',
      read: ofTool('history'),
    },
    ...(workspace ? ofWorkspace : []),
  ];
}

export function resourceEntries(operations: Operations) {
  return resourcesOf(operations).map(({ read: _read, ...entry }) => entry);
}

/** @throws ProtocolError when there is no such resource */
export function findResource(operations: Operations, uri: string): Resource {
  const found = resourcesOf(operations).find((resource) => resource.uri === uri);
  if (found) return found;
  throw new ProtocolError(ProtocolErrorCode.ResourceNotFound, `Resource ${uri}: there is none`, { uri });
}

function maskedValues(values: Readonly<Record<string, unknown>>): string {
  const secrets = createKnownSecrets();
  secrets.learnValues(values);
  return JSON.stringify(secrets.maskAll(values), undefined, 2);
}
