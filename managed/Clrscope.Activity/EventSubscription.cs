using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;

namespace Clrscope.Activities;

/// <summary>
/// Our subscription to a <see cref="DiagnosticListener"/>. The overload of Subscribe that takes a predicate with arguments asks
/// every subscriber's predicate once more for each question without any. What it is made of is private, and does not: that is used
/// where it is what it was in .NET 8 to 10; elsewhere we are asked without the arguments.
/// </summary>
internal sealed class EventSubscription : IDisposable
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly Func<DiagnosticListener, bool>? s_hasOne = HasOneSubscriber();

    private readonly DiagnosticListener _listener;
    private readonly IDisposable _subscription;

    /// <param name="listener">What is subscribed to.</param>
    /// <param name="observer">Gets the events.</param>
    /// <param name="isWanted">Is asked which events are to be made.</param>
    /// <param name="isAsked">Is given what comes with such a question; is not called if that is unknown.</param>
    internal EventSubscription(
        DiagnosticListener listener, IObserver<KeyValuePair<string, object?>> observer, Predicate<string> isWanted, Action<EventSubscription, string, object?> isAsked)
    {
        _listener = listener;
        MethodInfo? subscribe = typeof(DiagnosticListener).GetMethod(
            "SubscribeInternal",
            Private,
            [
                typeof(IObserver<KeyValuePair<string, object?>>), typeof(Predicate<string>), typeof(Func<string, object?, object?, bool>),
                typeof(Action<Activity, object?>), typeof(Action<Activity, object?>),
            ]);
        Func<string, object?, object?, bool> isWantedWith = (name, argument, _) =>
        {
            isAsked(this, name, argument);
            return isWanted(name);
        };
        _subscription = s_hasOne is not null && typeof(IDisposable).IsAssignableFrom(subscribe?.ReturnType)
            ? (IDisposable)subscribe!.Invoke(listener, [observer, isWanted, isWantedWith, null, null])!
            : listener.Subscribe(observer, isWanted);
    }

    /// <summary>Is there no other subscriber?</summary>
    internal bool IsOnly => s_hasOne is not null && s_hasOne(_listener);

    public void Dispose() => _subscription.Dispose();

    // The list of subscriptions: each change makes a new one.
    private static Func<DiagnosticListener, bool>? HasOneSubscriber()
    {
        FieldInfo? first = typeof(DiagnosticListener).GetField("_subscriptions", Private);
        FieldInfo? next = first?.FieldType.GetField("Next", Private);
        if (next is null || next.FieldType != first!.FieldType || first.FieldType.IsValueType)
        {
            return null;
        }
        var method = new DynamicMethod("clrscope", typeof(bool), [typeof(DiagnosticListener)], typeof(DiagnosticListener), skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        Label none = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Volatile);
        il.Emit(OpCodes.Ldfld, first);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Brfalse, none);
        il.Emit(OpCodes.Ldfld, next);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ceq);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(none);
        il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<DiagnosticListener, bool>>();
    }
}
