import { CreateTask, ListTasksQuery, UpdateTask } from '@todo/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../errors.ts';
import { parse, parseIdentifier } from '../http/parse.ts';
import type { TaskService } from './todos.service.ts';

/** The tasks of the user in the path, who must be known to be the one of the session. */
export function todosRoutes(app: FastifyInstance, { tasks }: { readonly tasks: TaskService }): void {
  app.get(list, ({ userId, query }) => tasks.list(userId, parse(ListTasksQuery, query, 'Query')));

  app.post(list, async ({ userId, body }, reply) => {
    const task = await tasks.add(userId, parse(CreateTask, body, 'Body'));
    return reply.status(201).send(task);
  });

  app.get<WithId>(single, (request) => tasks.get(request.userId, taskId(request)));

  app.put<WithId>(single, (request) =>
    tasks.update(request.userId, taskId(request), parse(UpdateTask, request.body, 'Body')),
  );

  app.delete<WithId>(single, async (request, reply) => {
    await tasks.delete(request.userId, taskId(request));
    return reply.status(204).send();
  });

  app.patch<WithId>(`${single}/complete`, (request) => tasks.toggle(request.userId, taskId(request)));
}

const list = '/api/:user_id/tasks';
const single = `${list}/:id`;

interface WithId {
  Params: { id: string };
}

function taskId({ params }: FastifyRequest<WithId>): number {
  const id = parseIdentifier(params.id);
  if (id === undefined) throw new ApiError('TASK_NOT_FOUND', { id: 'of the path' });
  return id;
}
