namespace Clrscope.CommandLine.Text;

/// <summary>A column of a table.</summary>
internal sealed record Column(string Header, ColumnLayout Layout);
