// Tabler's sources ask for it; nothing here uses jQuery.
interface Window {
  jQuery?: undefined;
}
