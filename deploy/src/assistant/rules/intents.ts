import type { Question } from './question.ts';

export type Intent =
  | 'not-updated'
  | 'dockerfile'
  | 'logs'
  | 'events'
  | 'restore'
  | 'rollback'
  | 'scale'
  | 'beyond'
  | 'failing'
  | 'resources'
  | 'plan'
  | 'deploy'
  | 'status'
  | 'changes'
  | 'health'
  | 'unknown';

interface Rule {
  readonly intent: Intent;
  readonly when: RegExp;
  readonly unless?: RegExp;
}

/** Whether it is asked how something came about, or said what is not to be done: nothing is written for that. */
const noOrder = /^(what|which|who|when|did|was|were|has|have|is|are|does)\b|\b(why|never|without|not)\b/;
const ofDeploy = /\b(deploy|redeploy|release|ship|publish|rollout|update|upgrade|apply)\b/;

/** The first that fits is what was meant. */
const rules: readonly Rule[] = [
  {
    intent: 'not-updated',
    when: /\bnot\b.*\b(updat|deployed|chang(e|ing)|rebuilt|new|latest|picking|refresh|rolled)|\bstill\b.*\b(old|previous|stale|out ?dated|same)\b|\bwhy (would|will|does)\b.*\b(rebuil|restart|change)/,
  },
  { intent: 'dockerfile', when: /\bdockerfiles?\b/ },
  { intent: 'logs', when: /\blogs?\b|\b(what|show)\b.*\b(wrote|writes?|prints?|printed|outputs?)\b/ },
  { intent: 'events', when: /\bevents?\b|\bwarnings\b/ },
  {
    intent: 'restore',
    when: /\b(restore|revert|undo|fix|remove|put back)\b.*\b(drift|by hand|manual|manually|hand)\b/,
    unless: noOrder,
  },
  { intent: 'rollback', when: /\b(rollback|revert|undo|go back|put back|restore)\b/, unless: noOrder },
  {
    intent: 'scale',
    when: /\b(scale|resize|upscale|downscale|autoscale|double|triple|halve)\b|\b(more|fewer|less|extra|additional|another) (pods?|replicas?|instances?|copies)\b|\b(handle|cope|serve|more|heavy|higher|peak|increas\w*)\b.*\b(load|traffic|users|demand|visitors)\b/,
    unless: new RegExp(`${noOrder.source}|${ofDeploy.source}`),
  },
  {
    intent: 'scale',
    when: /\b(set|run|use|want|need|give|add|remove|make|change|increase|reduce|decrease|go)\b.*\b\d+ (\w+ )?(pods?|replicas?|instances?|copies)\b|\b(replicas?|pods|instances)\b.* (to|at|=) \d+\b|\b(increase|reduce|decrease|raise|lower) the (number|count)? ?(of )?(pods|replicas)\b/,
    unless: new RegExp(`${noOrder.source}|${ofDeploy.source}`),
  },
  {
    intent: 'beyond',
    when: /^((please|can|could|you|now|ignore|your|instructions|and) )*(restart|reboot|delete|destroy|remove|stop|kill|drop|uninstall|exec|install|create)\b/,
  },
  {
    intent: 'failing',
    when: /\b(fail\w*|broken?|breaks?|crash\w*|down|unhealthy|errors?|stuck|pending|restart\w*|unavailable|unreachable|dead|died|dying|oom\w*|killed|evicted|wrong|problems?|issues?|troubles?|50[0234]|timeouts?|hangs?|hanging|imagepull\w*|diagnos\w*|investigat\w*|debug|troubleshoot|unready|sick)\b|\bnot (\w+ )?(ready|work\w*|healthy|run\w*|start\w*|up|available|respond\w*|answer\w*|reachable|load\w*|ok|well|good|fine)\b/,
  },
  {
    intent: 'resources',
    when: /\b(optimiz\w*|rightsize|resources?|allocat\w*|cpu|memory|ram|requests|limits?|quota|usage|utiliz\w*|wast\w*|costs?|overprovisioned|cheaper|how many (pods|replicas|instances))\b/,
  },
  {
    intent: 'plan',
    when: /\b(plan|planned|preview|diff|dryrun|would (change|happen|be)|pending changes|about to change)\b|\bwhat (would|will|does)\b.*\bdeploy\b/,
  },
  { intent: 'deploy', when: ofDeploy, unless: noOrder },
  {
    intent: 'status',
    when: /\b(status|uptime|overview)\b|\b(what|which)\b.*\b(runs?|running|deployed|live|version|versions|commit|image)\b|\bis (a|another|any|some)\b.*\b(deploy|deployment|rollout)\b/,
  },
  {
    intent: 'changes',
    when: /\b(chang\w*|history|revisions?|drift\w*|versions?|deployed|deploys?|deployments?|rolledback|different|updated|last release)\b/,
  },
  {
    intent: 'health',
    when: /\b(health\w*|cluster|ok|okay|fine|well|good|working|work|works|check|analyz\w*|analysis|how (is|are)|everything|state|environment|healthy|ready|running|up|alive)\b/,
  },
];

/** What a question is about, by its words alone. */
export function intentOf({ text }: Question): Intent {
  const rule = rules.find(({ when, unless }) => when.test(text) && !unless?.test(text));
  return rule?.intent ?? 'unknown';
}
