using System.Reflection;
using System.Runtime.CompilerServices;

namespace Clrscope.Activities;

/// <summary>Reads requests without a reference to ASP.NET Core. What is not as expected stays unread.</summary>
internal sealed class HttpContextReader
{
    private const string AbstractionsAssembly = "Microsoft.AspNetCore.Http.Abstractions";

    private readonly Type _fits;
    private readonly Func<object, object?>? _endpoint;
    private readonly Func<object, object?>? _method;
    private readonly Func<object, object?>? _path;
    private readonly ConditionalWeakTable<object, string> _routes = [];

    /// <param name="type">That of a context; its base is HttpContext.</param>
    internal HttpContextReader(Type type)
    {
        _fits = type;
        Type? context = type;
        while (context is not null && context.FullName != "Microsoft.AspNetCore.Http.HttpContext")
        {
            context = context.BaseType;
        }
        if (context is null || context.Assembly.GetName().Name != AbstractionsAssembly)
        {
            return;
        }
        // A program can have several kinds of contexts, and what is read is the base's.
        _fits = context;
        MethodInfo? request = context.GetProperty("Request")?.GetMethod;
        MethodInfo? path = request?.ReturnType.GetProperty("Path")?.GetMethod;
        Type? extensions = context.Assembly.GetType("Microsoft.AspNetCore.Http.EndpointHttpContextExtensions");
        _endpoint = PropertyChain.Of(context, extensions?.GetMethod("GetEndpoint", [context]));
        _method = PropertyChain.Of(context, request, request?.ReturnType.GetProperty("Method")?.GetMethod);
        _path = PropertyChain.Of(context, request, path, path?.ReturnType.GetProperty("Value")?.GetMethod);
    }

    internal bool Fits(object context) => _fits.IsInstanceOfType(context);

    internal RequestFacts Read(object context) => new(
        _method?.Invoke(context) as string,
        _path?.Invoke(context) as string,
        _endpoint?.Invoke(context) is { } endpoint ? RouteOf(endpoint) : null);

    // An endpoint stands for all requests to its route, so what follows is done once for each.
    private string? RouteOf(object endpoint)
    {
        string route = _routes.GetValue(endpoint, static endpoint =>
        {
            object? pattern = endpoint.GetType().GetProperty("RoutePattern")?.GetValue(endpoint);
            return pattern?.GetType().GetProperty("RawText")?.GetValue(pattern) is string text ? Routes.Normalize(text) : "";
        });
        return route.Length == 0 ? null : route;
    }
}
