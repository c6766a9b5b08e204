import type { Report } from '../report/events.ts';
import type { EnvironmentSession } from '../session.ts';
import { callFile, writeCall } from './call-file.ts';
import type { Operations } from './call-tool.ts';
import type { WorkspacePrograms } from './tool.ts';
import { chooseTools } from './tools.ts';

export interface OperationsOptions {
  readonly allowWrite: boolean;
  /** Hears of each call besides the file of calls. */
  readonly report?: Report | undefined;
}

/** The tools of a session's environment; each call is written down in the workspace, where there is one. */
export function openOperations(session: EnvironmentSession, options: OperationsOptions): Operations {
  const { allowWrite, report } = options;
  const hasWorkspace = session.options.namespace === undefined;
  const file = hasWorkspace ? callFile(session.workspaceRoot, session.environment.name) : undefined;
  return {
    place: { session, ...(hasWorkspace && { workspace: programsOf(session) }) },
    ...chooseTools({ allowWrite, hasWorkspace }),
    record(call) {
      if (file !== undefined) writeCall(file, call);
      report?.(call);
    },
  };
}

/** The program that runs, called again as it was called. */
function programsOf({ workspaceRoot, options }: EnvironmentSession): WorkspacePrograms {
  const { environment, context, kubeconfig, registry, address } = options;
  const given = Object.entries({ environment, context, kubeconfig, registry, address });
  return {
    root: workspaceRoot,
    program: [process.execPath, process.argv[1] ?? ''],
    words: given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
  };
}
