namespace Clrscope.Recording;

/// <summary>The numbers by which attributes of spans are recorded. Numbers are never given another meaning.</summary>
public static class SpanAttributeKeys
{
    /// <summary>Name of the activity source.</summary>
    public const byte Source = 1;

    /// <summary>Name of the operation.</summary>
    public const byte Operation = 2;

    /// <summary>The name that is shown to people.</summary>
    public const byte Display = 3;

    /// <summary><c>http.route</c></summary>
    public const byte HttpRoute = 4;

    /// <summary><c>http.request.method</c></summary>
    public const byte HttpRequestMethod = 5;

    /// <summary><c>url.path</c></summary>
    public const byte UrlPath = 6;

    /// <summary><c>rpc.system</c></summary>
    public const byte RpcSystem = 7;

    /// <summary><c>rpc.service</c></summary>
    public const byte RpcService = 8;

    /// <summary><c>rpc.method</c></summary>
    public const byte RpcMethod = 9;

    /// <summary><c>db.system</c></summary>
    public const byte DbSystem = 10;

    /// <summary><c>db.operation</c></summary>
    public const byte DbOperation = 11;

    /// <summary><c>db.namespace</c></summary>
    public const byte DbNamespace = 12;

    /// <summary><c>db.collection</c></summary>
    public const byte DbCollection = 13;

    /// <summary><c>http.response.status_code</c></summary>
    public const byte HttpResponseStatusCode = 14;

    /// <summary><c>error.type</c></summary>
    public const byte ErrorType = 15;

    private static readonly string[] s_names =
    [
        "", "source", "operation", "display", "http.route", "http.request.method", "url.path", "rpc.system", "rpc.service",
        "rpc.method", "db.system", "db.operation", "db.namespace", "db.collection", "http.response.status_code", "error.type",
    ];

    /// <summary>The attribute's name, such as <c>http.route</c>; <c>attribute.200</c> for a number without one.</summary>
    public static string NameOf(byte key) => key > 0 && key < s_names.Length ? s_names[key] : $"attribute.{key}";
}
