/** Writes `config-map.yaml` again after the script has changed. */

import { writeFileSync } from 'node:fs';
import { configMapFile, configMapText } from './config-map.ts';

writeFileSync(configMapFile, configMapText());
