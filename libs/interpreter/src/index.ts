export { deletesSeveral } from './deletes-several.ts';
export { newDialog, type DialogState, type ToolOutcome } from './dialog.ts';
export { callsMax, interpret, reply, type InterpretContext } from './interpret.ts';
export { isYes } from './is-yes.ts';
export {
  Plan,
  PlannedCall,
  Question,
  Remark,
  type Action,
  type Answer,
  type KnownTask,
  type NamedTask,
} from './plan.ts';
export { replay, type PastTurn } from './replay.ts';
