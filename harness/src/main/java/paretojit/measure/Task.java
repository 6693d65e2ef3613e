package paretojit.measure;

/**
 * A visit to be made.
 *
 * @param fork number of the worker process, from 1
 * @param round number of the visit to the cell in that fork, from 1
 */
public record Task(Cell cell, int fork, int round) {}
