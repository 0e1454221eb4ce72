using System.Collections.Immutable;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Functions;

/// <summary>The functions every template has.</summary>
internal static class PredefinedFunctions
{
    public static ImmutableArray<GoFunction> All { get; } = [];
}
