// What the page takes from the contracts besides types, loaded apart from the page's first scripts: they are needed when the first answer arrives.
import './zod-config.ts';

export {
  chatMessageMax,
  ChatResponse,
  ConversationList,
  ErrorBody,
  MessageList,
  passwordMax,
  passwordMin,
  Session,
  SignedIn,
  Task,
  TaskList,
  taskTitleMax,
  taskTools,
} from '@todo/contracts';
