/** Says at the end of the run, where it is seen, that the browser tests were left out. */
export default class BrowserTestsNotRun {
  onRunComplete() {
    console.warn(
      '\nbrowser tests NOT run: no Chromium found; install one (apt-get install chromium) or set CHROMIUM to its path\n',
    );
  }
}
