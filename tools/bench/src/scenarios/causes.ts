import type { Bench } from '../bench.ts';
import type { Contender } from '../contenders/contender.ts';
import { helm } from '../contenders/helm.ts';
import { kubectl, kubectlCommand } from '../contenders/kubectl.ts';
import { todoDeploy } from '../contenders/todo-deploy.ts';
import { atMost, atMostPartOf, type Row, type Section, type Table } from '../report/section.ts';
import { generateWorkspace } from '../workspaces/generate-workspace.ts';
import { brokenReleases, chartTemplate, sound, type BrokenRelease } from './broken-releases.ts';
import type { Scenario } from './scenario.ts';
import { watchForState } from './watch-for-state.ts';

/** How long the rivals wait; without it their own limit is five minutes, or none. */
const rivalLimit = '60s';
/** A deploy that does not name the cause before its limit misses the bar by far. */
const ownLimit = '20s';

/** Rollouts that cannot finish: how long until their cause is printed. */
export const causes: Scenario = {
  name: 'causes',
  summary: 'a rollout that cannot finish, until its cause is printed',
  async run(bench) {
    const arenas = await Promise.all(brokenReleases.map((broken) => openArena(bench, broken)));
    const ours = await Promise.all(arenas.map((arena) => measureOurs(bench, arena)));
    const theirs = await Promise.all(arenas.map((arena) => measureRivals(bench, arena)));
    const tables = arenas.map(({ broken }, index): Table => {
      const own = { name: 'todo-deploy deploy, cause printed', samples: ours[index] ?? [] };
      return { caption: capitalize(broken.name), unit: 'ms', rows: [own, ...(theirs[index] ?? [])] };
    });
    return [section(tables)];
  },
};

interface Arena {
  readonly broken: BrokenRelease;
  readonly namespaces: { readonly ours: string; readonly helm: string; readonly kubectl: string };
  readonly ours: Contender;
  readonly helm: Contender;
  readonly apply: Contender;
}

/** The sound release, deployed by each program. */
async function openArena(bench: Bench, broken: BrokenRelease): Promise<Arena> {
  const purpose = broken.name.toLowerCase().replaceAll(' ', '-');
  const namespaces = {
    ours: bench.namespace(purpose),
    helm: bench.namespace(`${purpose}-helm`),
    kubectl: bench.namespace(`${purpose}-kubectl`),
  };
  const workspace = await generateWorkspace(bench, {
    namespace: namespaces.ours,
    files: {},
    templates: { 'app.yaml': chartTemplate },
  });
  const { chart } = workspace;
  const arena = {
    broken,
    namespaces,
    ours: todoDeploy(bench, workspace, ['--timeout', ownLimit]),
    helm: helm(bench, { chart, namespace: namespaces.helm, words: ['--wait', '--timeout', rivalLimit] }),
    apply: kubectl(bench, { chart, namespace: namespaces.kubectl }).apply,
  };
  await bench.cluster.createNamespace(namespaces.helm);
  await bench.cluster.createNamespace(namespaces.kubectl);
  for (const contender of [arena.ours, arena.helm, arena.apply]) {
    await contender.load(sound);
    await contender.deploy(bench.direct);
  }
  return arena;
}

/** Seconds from the moment when the cluster shows the state until a line names the cause. */
async function measureOurs(bench: Bench, { broken, namespaces, ours }: Arena): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let run = 0; run <= bench.runs; run++) {
    await ours.load({ ...sound, ...broken.values(bench), run });
    let printedAt: number | undefined;
    const onLine = (line: string) => {
      if (broken.cause.test(line)) printedAt ??= performance.now();
    };
    const state = await watchForState(bench, broken, namespaces.ours);
    try {
      await ours.deploy(bench.direct, { onLine, exitCodes: [] });
      const shownAt = await state.shownAt;
      if (printedAt === undefined) throw new TypeError(`todo-deploy: printed no line about ${broken.name}`);
      if (run > 0) samples.push(Math.max(0, printedAt - shownAt));
      bench.say(`  run ${run}/${bench.runs}  ${broken.name}: ${Math.round(printedAt - shownAt)} ms`);
    } finally {
      state.stop();
    }
  }
  return samples;
}

/** Both at once: all that they do is wait. */
async function measureRivals(bench: Bench, arena: Arena): Promise<readonly Row[]> {
  const { namespaces, apply } = arena;
  const values = { ...sound, ...arena.broken.values(bench), run: 1 };
  await Promise.all([arena.helm.load(values), apply.load(values)]);
  const rolloutStatus = async () => {
    await apply.deploy(bench.direct);
    const words = ['rollout', 'status', 'deployment/app', `--timeout=${rivalLimit}`];
    const place = { access: bench.direct, namespace: namespaces.kubectl };
    await bench.run(kubectlCommand(bench, place, words), { exitCodes: [] });
  };
  const upgrade = () => arena.helm.deploy(bench.direct, { exitCodes: [] });
  return Promise.all([
    untilEnd(bench, arena, {
      name: 'helm upgrade --wait, until it ends',
      namespace: namespaces.helm,
      work: upgrade,
    }),
    untilEnd(bench, arena, {
      name: 'kubectl rollout status, until it ends',
      namespace: namespaces.kubectl,
      work: rolloutStatus,
    }),
  ]);
}

interface Waiting {
  readonly name: string;
  readonly namespace: string;
  readonly work: () => Promise<unknown>;
}

async function untilEnd(bench: Bench, { broken }: Arena, { name, namespace, work }: Waiting): Promise<Row> {
  const state = await watchForState(bench, broken, namespace);
  try {
    await work();
    const endedAt = performance.now();
    return { name, samples: [endedAt - (await state.shownAt)] };
  } finally {
    state.stop();
  }
}

function section(tables: readonly Table[]): Section {
  return {
    title: 'A rollout that cannot finish',
    method: `A Deployment that runs gets a broken version. Counted from the moment when a watch of the benchmark's own sees the state in the cluster (the first failed pull, the first exit, the first failed probe) until a line names the cause; for the others until they end. They wait ${rivalLimit} at most here, todo-deploy ${ownLimit}; the four rollouts run at the same time, and the others once.`,
    tables,
    bars: tables.flatMap(({ caption, rows }) => [
      ...atMost(`${caption}: within 5 s`, rows[0], { most: 5_000, unit: 'ms' }),
      ...atMostPartOf(`${caption}: at most 1/10 of \`helm upgrade --wait\``, [rows[0], rows[1]], 1 / 10),
      ...atMostPartOf(`${caption}: at most 1/10 of \`kubectl rollout status\``, [rows[0], rows[2]], 1 / 10),
    ]),
    missing: [],
  };
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
