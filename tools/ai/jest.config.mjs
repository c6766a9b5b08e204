import { jestPreset } from '../../tools/jest/preset.mjs';

export default jestPreset('unit', import.meta.dirname);
