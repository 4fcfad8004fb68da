namespace Clrscope.Symbols.Managed;

/// <summary>How a method is called.</summary>
/// <param name="Display">As a C# programmer writes it.</param>
/// <param name="Metadata">As the metadata has it, where a reader would not find that again in the other; else "".</param>
internal readonly record struct MethodName(string Display, string Metadata = "");
