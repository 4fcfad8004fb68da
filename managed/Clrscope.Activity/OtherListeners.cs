using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;

namespace Clrscope.Activities;

/// <summary>
/// Whether anybody else in the process listens to activities. There is no API that tells: ActivitySource's private list of
/// all listeners is read. If it is not what it was in .NET 8 to 10, the answer is yes.
/// </summary>
internal sealed class OtherListeners
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.NonPublic;

    private readonly Func<int>? _count;

    private OtherListeners(Func<int>? count) => _count = count;

    internal bool Exist => _count is null || _count() != 1;

    /// <param name="ours">Has been added already.</param>
    internal static OtherListeners Find(ActivityListener ours)
    {
        object? list = typeof(ActivitySource)
            .GetField("s_allListeners", BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null);
        if (list is null)
        {
            return new OtherListeners(null);
        }
        // In .NET 8 the list is a List that is changed under a lock; its count is one word.
        if (list.GetType().GetField("_list", Instance)?.GetValue(list) is List<ActivityListener> items)
        {
            return new OtherListeners(items.Contains(ours) ? () => items.Count : null);
        }
        // From .NET 9 on an array that each change replaces.
        FieldInfo? array = list.GetType().GetField("_volatileArray", Instance);
        return array?.GetValue(list) is ActivityListener[] now && now.Contains(ours)
            ? new OtherListeners(LengthOf(list, array))
            : new OtherListeners(null);
    }

    private static Func<int> LengthOf(object list, FieldInfo array)
    {
        var method = new DynamicMethod("clrscope", typeof(int), [list.GetType()], list.GetType(), skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Volatile);
        il.Emit(OpCodes.Ldfld, array);
        il.Emit(OpCodes.Ldlen);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Ret);
        return (Func<int>)method.CreateDelegate(typeof(Func<int>), list);
    }
}
