import { eslintBase } from '../../tools/eslint/base.mjs';

export default eslintBase(import.meta.dirname);
