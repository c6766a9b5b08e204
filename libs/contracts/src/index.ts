export { ChatRequest, ChatResponse, chatMessageMax } from './chat.ts';
export {
  Conversation,
  ConversationList,
  Message,
  MessageList,
  MessageRole,
  PageQuery,
  pageLimitMax,
} from './conversation.ts';
export { ErrorBody } from './error-body.ts';
export { Health, Ready } from './health.ts';
export { Identifier } from './identifier.ts';
export { passwordMax, passwordMin, Session, SignedIn, SignIn, SignUp, User } from './session.ts';
export {
  CreateTask,
  ListTasksQuery,
  Task,
  taskDescriptionMax,
  TaskList,
  TaskSort,
  TaskStatusFilter,
  taskTitleMax,
  UpdateTask,
} from './task.ts';
export {
  publicTaskTools,
  taskTools,
  type TaskToolArguments,
  type TaskToolName,
  type TaskToolResult,
} from './task-tools.ts';
export { ToolCall } from './tool-call.ts';
