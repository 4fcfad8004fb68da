namespace Clrscope.Activities;

/// <summary>The attributes of a span record.</summary>
internal static class SpanKey
{
    internal const int Source = 1;
    internal const int Operation = 2;
    internal const int DisplayName = 3;
    internal const int HttpRoute = 4;
    internal const int HttpMethod = 5;
    internal const int UrlPath = 6;
    internal const int RpcSystem = 7;
    internal const int RpcService = 8;
    internal const int RpcMethod = 9;
    internal const int DbSystem = 10;
    internal const int DbOperation = 11;
    internal const int DbNamespace = 12;
    internal const int DbCollection = 13;
    internal const int HttpStatus = 14;
    internal const int ErrorType = 15;

    /// <summary>One more than the highest.</summary>
    internal const int Count = 16;
}
