using System.Reflection;
using System.Reflection.Emit;

namespace Clrscope.Activities;

/// <summary>
/// Reads a property of a property of an object whose type is not known when we are compiled. Reflection would cost more than the rest
/// of the tracker; these cost as much as the calls.
/// </summary>
internal static class PropertyChain
{
    /// <param name="first">The type of the objects that it will be given.</param>
    /// <param name="methods">Called one on what the other returns; one that is static takes it as its argument.</param>
    /// <returns>Null if one of the methods is missing or the last one returns no object.</returns>
    internal static Func<object, object?>? Of(Type first, params MethodInfo?[] methods)
    {
        var chain = new DynamicMethod("clrscope", typeof(object), [typeof(object)], typeof(PropertyChain).Module);
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
