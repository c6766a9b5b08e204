import type { TaskStatusFilter } from '@todo/contracts';
import { todoStrings } from '../../strings/todos.ts';
import styles from './todo-filter.module.css';

const filters = ['all', 'pending', 'completed'] as const satisfies readonly TaskStatusFilter[];

interface TodoFilterProps {
  readonly filter: TaskStatusFilter;
  readonly counts: Readonly<Record<TaskStatusFilter, number>>;
  readonly onFilter: (filter: TaskStatusFilter) => void;
}

/** Which todos are shown, with how many there are of each. */
export function TodoFilter({ filter, counts, onFilter }: TodoFilterProps) {
  return (
    <fieldset className={styles.filters}>
      <legend className="visually-hidden">{todoStrings.filter}</legend>
      {filters.map((name) => (
        <label key={name} className={styles.filter}>
          <input
            type="radio"
            name="todo-filter"
            className="visually-hidden"
            checked={filter === name}
            onChange={() => onFilter(name)}
          />
          {todoStrings.filters[name]} <span className={styles.count}>{counts[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}
