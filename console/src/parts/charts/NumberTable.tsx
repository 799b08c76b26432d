import type { ReactNode } from "react";
import "./charts.css";

interface NumberRow {
  key: string;
  /** The first one names the row. */
  cells: readonly ReactNode[];
}

interface NumberTableProps {
  label: string;
  columns: readonly string[];
  rows: readonly NumberRow[];
}

/** Numbers beside each other, or where there is no room below each other with their names. */
export function NumberTable({ label, columns, rows }: NumberTableProps) {
  return (
    <div className="numbers-box">
      <table className={classOf(columns)} role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column} role="columnheader" scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(({ key, cells: [name, ...cells] }) => (
            <tr key={key} role="row">
              <th role="rowheader" scope="row">
                {name}
              </th>
              {cells.map((cell, at) => (
                <td key={columns[at + 1]} role="cell" data-label={columns[at + 1]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const MANY = 5;

/** So many columns need more room to stand beside each other. */
function classOf(columns: readonly string[]): string {
  return columns.length > MANY ? "numbers many" : "numbers";
}
