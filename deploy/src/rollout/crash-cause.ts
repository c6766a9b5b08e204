import { at, recordsAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atOnce, atTheDeadline, type Cause } from './cause.ts';
import { lastEnd, type ContainerEnd, type ContainerEnds } from './container-ends.ts';
import { nameOf, seenAt, type ContainerSite } from './container-site.ts';

/**
 * A container that ended and should not have. Once may be a start that came too early, and another exit code each time a
 * start that gets further; the same one again ends the wait.
 */
export function crashCause(site: ContainerSite, ends: ContainerEnds | undefined): Cause | undefined {
  const end = lastEnd(site.status);
  if (!end || !isCrash(site, end)) return undefined;
  const isRepeated = hasEndedAgain(site, end, ends);
  const isOutOfMemory = reasonOf(site, end) === 'OOMKilled';
  const text = endText(site, end);
  return {
    ...seenAt(site),
    code: 'CONTAINER_CRASHED',
    reason: reasonWord(isOutOfMemory, isRepeated),
    detail: `${nameOf(site)}: ${isRepeated ? `CrashLoopBackOff, ${text}` : `${timesText(end)}, ${text}`}`,
    advice: adviceFor(end, isOutOfMemory),
    // A Job says itself how often it tries again.
    patienceMs: isRepeated && !isOfJob(site.pod) ? atOnce : atTheDeadline,
    isPrevious: end.state === 'lastState',
  };
}

function reasonWord(isOutOfMemory: boolean, isRepeated: boolean): string {
  if (isOutOfMemory) return 'OOMKilled';
  return isRepeated ? 'CrashLoopBackOff' : 'Crashed';
}

/** What has started again and is ready has got over it; an end without a fault is one only where none should come. */
function isCrash({ pod, status, isInit }: ContainerSite, { exitCode }: ContainerEnd): boolean {
  if (at(status, 'ready') === true) return false;
  const mayEnd = isInit || (textAt(pod, 'spec', 'restartPolicy') ?? 'Always') !== 'Always';
  return exitCode !== 0 || !mayEnd;
}

/** Whether it is down again after the same end as before. An end that nobody saw is taken to have been the same. */
function hasEndedAgain(
  { pod, status }: ContainerSite,
  { run, exitCode }: ContainerEnd,
  ends?: ContainerEnds,
): boolean {
  const isRunning = at(status, 'state', 'running') !== undefined;
  if (isRunning) return false;
  const before = ends?.exitCode(pod, status, run - 1);
  return run > 0 && (before ?? exitCode) === exitCode;
}

function reasonOf({ status }: ContainerSite, { state }: ContainerEnd): string | undefined {
  return textAt(status, state, 'terminated', 'reason');
}

function endText(site: ContainerSite, end: ContainerEnd): string {
  const isOutOfMemory = reasonOf(site, end) === 'OOMKilled';
  const text = isOutOfMemory
    ? `killed for using more memory than its limit${limitText(site)}`
    : `exit ${end.exitCode ?? 'unknown'}`;
  const said = textAt(site.status, end.state, 'terminated', 'message')?.trim().split('\n').at(-1);
  return said ? `${text}: ${said.slice(-300)}` : text;
}

/** ` of 96Mi`. */
function limitText({ pod, name }: ContainerSite): string {
  const containers = ['containers', 'initContainers'].flatMap((list) => recordsAt(pod, 'spec', list));
  const limit = textAt(
    containers.find((container) => container['name'] === name),
    ...['resources', 'limits', 'memory'],
  );
  return limit === undefined ? '' : ` of ${limit}`;
}

function timesText({ run }: ContainerEnd): string {
  return run === 0 ? 'ended once' : `ended ${run + 1} times`;
}

function adviceFor({ exitCode }: ContainerEnd, isOutOfMemory: boolean): string {
  if (isOutOfMemory) return 'raise its memory limit in the values';
  return exitCode === 0
    ? 'make its command one that goes on running'
    : 'correct what its last lines say, and deploy again';
}

function isOfJob(pod: KubernetesObject): boolean {
  return pod.metadata.ownerReferences?.some(({ kind }) => kind === 'Job') ?? false;
}
