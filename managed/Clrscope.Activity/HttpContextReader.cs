using System.Reflection;
using System.Reflection.Emit;
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
        _endpoint = Chain(context, extensions?.GetMethod("GetEndpoint", [context]));
        _method = Chain(context, request, request?.ReturnType.GetProperty("Method")?.GetMethod);
        _path = Chain(context, request, path, path?.ReturnType.GetProperty("Value")?.GetMethod);
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

    // Reflection would cost more than the rest of the tracker; these cost as much as the calls.
    private static Func<object, object?>? Chain(Type first, params MethodInfo?[] methods)
    {
        var chain = new DynamicMethod("clrscope", typeof(object), [typeof(object)], typeof(HttpContextReader).Module);
        ILGenerator il = chain.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Castclass, first);
        Type type = first;
        foreach (MethodInfo? method in methods)
        {
            if (method is null)
            {
                return null;
            }
            if (type.IsValueType)
            {
                LocalBuilder value = il.DeclareLocal(type);
                il.Emit(OpCodes.Stloc, value);
                il.Emit(OpCodes.Ldloca, value);
            }
            il.Emit(method.IsVirtual && !type.IsValueType ? OpCodes.Callvirt : OpCodes.Call, method);
            type = method.ReturnType;
        }
        if (type.IsValueType)
        {
            return null;
        }
        il.Emit(OpCodes.Ret);
        return chain.CreateDelegate<Func<object, object?>>();
    }
}
