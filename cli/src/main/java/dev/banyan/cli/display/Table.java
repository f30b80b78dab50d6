package dev.banyan.cli.display;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns: the first flush left, the others flush right. */
public final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; {@code toString} of each cell is shown. */
  public Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell.toString());
    }
    rows.add(row);
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int column = 0; column < row.size(); column++) {
        append(line, row.get(column), column);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private void append(StringBuilder line, String cell, int column) {
    String padding = " ".repeat(width(column) - cell.length());
    line.append(column == 0 ? cell + padding : "  " + padding + cell);
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
