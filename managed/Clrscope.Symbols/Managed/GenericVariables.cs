using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>What the numbers of generic variables in a signature refer to.</summary>
/// <param name="OfType">Parameters of the declaring type, those of the types around it first.</param>
/// <param name="OfMethod">Parameters of the method.</param>
internal readonly record struct GenericVariables(
    GenericParameterHandleCollection OfType,
    GenericParameterHandleCollection OfMethod);
