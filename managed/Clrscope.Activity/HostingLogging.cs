using System.Reflection;
using System.Reflection.Emit;

namespace Clrscope.Activities;

/// <summary>
/// Whether ASP.NET Core's hosting logs, asked of the very logger that it asks a moment later. There is no reference to its
/// assemblies here; what is not as expected stays unknown.
/// </summary>
internal sealed class HostingLogging
{
    private const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";
    private const int Critical = 5;

    private volatile ContextServices? _services;
    private volatile Found? _found;

    /// <param name="context">The HttpContext of a request.</param>
    /// <returns>Null if it cannot be told.</returns>
    internal bool? IsOn(object context)
    {
        ContextServices? services = _services;
        if (services is null || services.Type != context.GetType())
        {
            services = _services = ContextServices.Of(context);
        }
        // Of the whole program: those of the request would be made by asking for them.
        if (services.Factory?.Invoke(context) is not { } factory)
        {
            return null;
        }
        Found? found = _found;
        if (found is null || !ReferenceEquals(found.Factory, factory))
        {
            found = _found = Find(factory);
        }
        return found.IsOn?.Invoke();
    }

    // A container that makes scopes and is not that of Microsoft.Extensions.DependencyInjection mostly gives no services here.
    private static Found Find(object scopeFactory)
    {
        Type? factoryType = Type.GetType("Microsoft.Extensions.Logging.ILoggerFactory, Microsoft.Extensions.Logging.Abstractions");
        Type? loggerType = factoryType?.Assembly.GetType("Microsoft.Extensions.Logging.ILogger");
        MethodInfo? isEnabled = loggerType?.GetMethod("IsEnabled");
        object? logger = scopeFactory is IServiceProvider services && isEnabled is not null && services.GetService(factoryType!) is { } factory
            ? factoryType!.GetMethod("CreateLogger", [typeof(string)])?.Invoke(factory, [Category])
            : null;
        return new Found(scopeFactory, logger is null ? null : Question(logger, loggerType!, isEnabled!));
    }

    private static Func<bool> Question(object logger, Type type, MethodInfo isEnabled)
    {
        var question = new DynamicMethod("clrscope", typeof(bool), [typeof(object)], typeof(HostingLogging).Module);
        ILGenerator il = question.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Castclass, type);
        il.Emit(OpCodes.Ldc_I4, Critical);
        il.Emit(OpCodes.Callvirt, isEnabled);
        il.Emit(OpCodes.Ret);
        return (Func<bool>)question.CreateDelegate(typeof(Func<bool>), logger);
    }

    private sealed record Found(object Factory, Func<bool>? IsOn);

    private sealed record ContextServices(Type Type, Func<object, object?>? Factory)
    {
        internal static ContextServices Of(object context)
        {
            Type? type = context.GetType();
            while (type is not null && type.FullName != "Microsoft.AspNetCore.Http.DefaultHttpContext")
            {
                type = type.BaseType;
            }
            return new ContextServices(
                context.GetType(), type is null ? null : PropertyChain.Of(type, type.GetProperty("ServiceScopeFactory")?.GetMethod));
        }
    }
}
