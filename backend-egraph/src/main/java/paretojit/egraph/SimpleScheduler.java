package paretojit.egraph;

/** Searches every rule in every iteration and uses all matches. */
enum SimpleScheduler implements Scheduler {
  INSTANCE;

  @Override
  public int searchLimit(int iteration, int rule) {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean accept(int iteration, int rule, int matches) {
    return true;
  }

  @Override
  public boolean needsAllMatches() {
    return false;
  }

  @Override
  public boolean canStop(int iteration) {
    return true;
  }
}
