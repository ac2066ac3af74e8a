import { createApp } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import App from "./App.vue";
import Assess from "./pages/Assess.vue";
import { start } from "./field";
import Attendance from "./pages/Attendance.vue";
import CaseNote from "./pages/CaseNote.vue";
import Differences from "./pages/Differences.vue";
import FillForm from "./pages/FillForm.vue";
import Forms from "./pages/Forms.vue";
import Help from "./pages/Help.vue";
import Mine from "./pages/Mine.vue";
import Need from "./pages/Need.vue";
import Outbox from "./pages/Outbox.vue";
import People from "./pages/People.vue";
import Person from "./pages/Person.vue";
import Particulars from "./pages/Particulars.vue";
import Record from "./pages/Record.vue";
import Rules from "./pages/Rules.vue";
import Today from "./pages/Today.vue";
import { gettext } from "./words";
import "./style.css";

const router = createRouter({
  history: createWebHistory("/field/"),
  routes: [
    { path: "/", name: "today", component: Today },
    { path: "/people", name: "people", component: People },
    { path: "/people/:id", name: "person", component: Person, props: true },
    { path: "/people/:id/particulars", name: "particulars", component: Particulars, props: true },
    { path: "/people/:id/need", name: "need", component: Need, props: true },
    { path: "/people/:id/assess", name: "assess", component: Assess, props: true },
    { path: "/people/:id/visit", name: "visit", component: Record, props: true },
    { path: "/record", name: "record", component: Record },
    { path: "/outbox", name: "outbox", component: Outbox },
    { path: "/differences", name: "differences", component: Differences },
    { path: "/cases/:id", name: "case", component: CaseNote, props: true },
    { path: "/sessions/:id", name: "session", component: Attendance, props: true },
    { path: "/forms", name: "forms", component: Forms },
    { path: "/forms/:id", name: "form", component: FillForm, props: true },
    { path: "/help", name: "help", component: Help },
    { path: "/rules", name: "rules", component: Rules },
    { path: "/mine", name: "mine", component: Mine },
    { path: "/:rest(.*)", redirect: "/" },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

const app = createApp(App);
app.config.globalProperties.$t = gettext;
app.use(router).mount("#app");
void start();

if ("serviceWorker" in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register("/field/worker.js", { scope: "/field/" });
}
