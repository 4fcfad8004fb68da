namespace Clrscope.Export;

/// <summary>A profile could not be written or found; the message says where, why and what to do.</summary>
public sealed class ExportException(string message, Exception innerException) : Exception(message, innerException);
