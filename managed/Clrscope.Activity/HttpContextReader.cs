using System.Reflection;
using System.Runtime.CompilerServices;

namespace Clrscope.Activities;

/// <summary>Reads requests without a reference to ASP.NET Core. What is not as expected stays unread.</summary>
internal sealed class HttpContextReader
{
    private const string AbstractionsAssembly = "Microsoft.AspNetCore.Http.Abstractions";

    private readonly Type _type;
    private readonly Type _fits;
    private readonly Func<object, object?>? _endpoint;
    private readonly Func<object, object?>? _method;
    private readonly Func<object, object?>? _path;
    private readonly ConditionalWeakTable<object, string> _routes = [];
    private volatile EndpointRoute? _route;

    /// <param name="type">That of a context; its base is HttpContext.</param>
    internal HttpContextReader(Type type)
    {
        _type = type;
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

    internal bool Fits(object context) => context.GetType() == _type || _fits.IsInstanceOfType(context);

    internal RequestFacts Read(object context) => new(
        _method?.Invoke(context) as string,
        _path?.Invoke(context) as string,
        _endpoint?.Invoke(context) is { } endpoint ? RouteOf(endpoint) : null);

    // Mostly the text that the endpoint holds. One that has to be made is made once for each endpoint, which stands for all
    // requests to its route.
    private string? RouteOf(object endpoint)
    {
        EndpointRoute? route = _route;
        if (route is null || route.Type != endpoint.GetType())
        {
            route = _route = EndpointRoute.Of(endpoint.GetType());
        }
        return route.Template?.Invoke(endpoint) is not string template ? null : Routes.IsNormal(template) ? template : Normal(endpoint, template);
    }

    private string Normal(object endpoint, string template) => _routes.GetValue(endpoint, _ => Routes.Normalize(template));

    private sealed record EndpointRoute(Type Type, Func<object, object?>? Template)
    {
        internal static EndpointRoute Of(Type type)
        {
            MethodInfo? pattern = type.GetProperty("RoutePattern")?.GetMethod;
            return new EndpointRoute(type, pattern?.DeclaringType is not { IsVisible: true } owner ? null : PropertyChain.Of(owner, pattern, pattern?.ReturnType.GetProperty("RawText")?.GetMethod));
        }
    }
}
