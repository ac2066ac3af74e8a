/// <reference types="vite/client" />
import type { gettext } from "./words";

declare module "vue" {
  interface ComponentCustomProperties {
    $t: typeof gettext;
  }
}
