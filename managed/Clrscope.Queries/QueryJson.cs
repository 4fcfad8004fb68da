using System.Text.Json.Serialization;
using Clrscope.Queries.Endpoints;
using Clrscope.Queries.Slow;
using Clrscope.Queries.Traces;

namespace Clrscope.Queries;

/// <summary>Results as JSON: the properties of the records, in camel case.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EndpointsResult))]
[JsonSerializable(typeof(SlowResult))]
[JsonSerializable(typeof(TraceResult))]
public sealed partial class QueryJson : JsonSerializerContext;
