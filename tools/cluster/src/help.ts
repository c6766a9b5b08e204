import { clusterErrors } from './errors.ts';
import { freeMibMin } from './providers/native/preconditions.ts';

const exitCodes = Object.entries(clusterErrors)
  .map(([code, { exitCode, title }]) => `  ${String(exitCode).padStart(3)}  ${code.padEnd(24)}${title}`)
  .join('\n');

/** What --help prints. */
export const helpText = `Gives a Kubernetes cluster with a registry and an ingress on localhost.

Usage: npx todo-cluster COMMAND [OPTIONS]

Commands
  up          start the cluster, or complete it; leaves a running one alone; writes the connection file
  down        stop it and remove all it put on the machine; its data stays, unless --purge
  status      say what it does; exit code 0 only when it runs
  kubeconfig  print the path of its kubeconfig as the last line
  programs    build the Go programs from their sources into the repository; --check builds and compares

Options
  --name NAME           which cluster (default: local); 1 to 12 of a-z, 0-9 and -
  --provider PROVIDER   native (default; Linux, root) or existing
  --kubeconfig FILE --context NAME --registry HOST:PORT --address URL [--secure-address URL]
                        an existing cluster, which is never created, changed or removed
  --purge               with down: delete the data too
  --check               with programs: compare the result with the manifest, change nothing
  --json                print the result as JSON on stdout, progress on stderr
  --help                print this

Environment
  TODO_CLUSTER_DIR      where clusters keep their data (default: /var/lib/todo-clusters);
                        ${freeMibMin} MiB have to be free there
  TODO_CLUSTER_FILE     the connection file (default: .todo/cluster.json of the workspace)

Examples
  npx todo-cluster up
  npx todo-cluster up --name test --json
  npx todo-cluster up --kubeconfig ~/.kube/config --context staging \\
    --registry registry.example.com --address https://todo.example.com
  npx todo-cluster down --name test --purge

Exit codes
    0  done
${exitCodes}
   70  a bug of this tool
`;
