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

    internal RequestFacts Read(object context)
    {
        string? template = null;
        string? route = null;
        if (_endpoint?.Invoke(context) is { } endpoint)
        {
            EndpointRoute reader = ReaderOf(endpoint);
            template = reader.Template?.Invoke(endpoint) as string;
            route = template is null || Routes.IsFinal(template) ? template : RouteOf(endpoint, template, reader);
        }
        return new RequestFacts(_method?.Invoke(context) as string, _path?.Invoke(context) as string, template, route);
    }

    private EndpointRoute ReaderOf(object endpoint)
    {
        EndpointRoute? reader = _route;
        if (reader is null || reader.Type != endpoint.GetType())
        {
            reader = _route = EndpointRoute.Of(endpoint.GetType());
        }
        return reader;
    }

    // Made once for each endpoint, which stands for all requests to its route.
    private string RouteOf(object endpoint, string template, EndpointRoute reader) => _routes.GetValue(
        endpoint, each => Routes.Of(template, reader.Values?.Invoke(each) as IReadOnlyDictionary<string, object?>));

    private sealed record EndpointRoute(Type Type, Func<object, object?>? Template, Func<object, object?>? Values)
    {
        internal static EndpointRoute Of(Type type)
        {
            MethodInfo? pattern = type.GetProperty("RoutePattern")?.GetMethod;
            return pattern?.DeclaringType is { IsVisible: true } owner
                ? new EndpointRoute(type, Property("RawText"), Property("RequiredValues"))
                : new EndpointRoute(type, null, null);

            Func<object, object?>? Property(string name) =>
                PropertyChain.Of(owner, pattern, pattern.ReturnType.GetProperty(name)?.GetMethod);
        }
    }
}
