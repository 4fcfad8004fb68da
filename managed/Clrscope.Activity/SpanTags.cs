using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Clrscope.Activities;

/// <summary>The values of an activity's tags that go into its record, by their keys there.</summary>
internal static class SpanTags
{
    /// <summary>Tags that are looked at; nobody puts what we look for behind so many.</summary>
    private const int Limit = 128;

    private const int None = 0;
    private const int Older = 0x100;

    internal static void Collect(Activity activity, ref Values values)
    {
        int seen = 0;
        foreach (ref readonly KeyValuePair<string, object?> tag in activity.EnumerateTagObjects())
        {
            if (++seen > Limit)
            {
                return;
            }
            int key = tag.Key is null ? None : KeyOf(tag.Key);
            if (key == None || tag.Value is null)
            {
                continue;
            }
            bool isOlder = (key & Older) != 0;
            ref object? place = ref values[key & ~Older];
            if (place is null || !isOlder)
            {
                place = key == (SpanKey.UrlPath | Older) ? WithoutQuery(tag.Value) : tag.Value;
            }
        }
    }

    // Names that have been replaced count where their successors are not given.
    private static int KeyOf(string name) => name switch
    {
        "http.route" => SpanKey.HttpRoute,
        "http.request.method" => SpanKey.HttpMethod,
        "http.method" => SpanKey.HttpMethod | Older,
        "url.path" => SpanKey.UrlPath,
        "http.target" => SpanKey.UrlPath | Older,
        "rpc.system" => SpanKey.RpcSystem,
        "rpc.service" => SpanKey.RpcService,
        "rpc.method" => SpanKey.RpcMethod,
        "db.system.name" => SpanKey.DbSystem,
        "db.system" => SpanKey.DbSystem | Older,
        "db.operation.name" => SpanKey.DbOperation,
        "db.operation" => SpanKey.DbOperation | Older,
        "db.namespace" => SpanKey.DbNamespace,
        "db.name" => SpanKey.DbNamespace | Older,
        "db.collection.name" => SpanKey.DbCollection,
        "http.response.status_code" => SpanKey.HttpStatus,
        "http.status_code" => SpanKey.HttpStatus | Older,
        "error.type" => SpanKey.ErrorType,
        _ => None,
    };

    private static object WithoutQuery(object value) =>
        value is string text && text.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? text[..query] : value;

    [InlineArray(SpanKey.Count)]
    internal struct Values
    {
        private object? _first;
    }
}
