using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Values with all that they hold: comparing (Go <c>reflect.DeepEqual</c>) and copying (<c>mitchellh/copystructure</c>).</summary>
internal static class DeepValues
{
    /// <summary>How deep values are walked: <c>set</c> and <c>append</c> can make one hold itself, and deeper data has no use.</summary>
    public const int MaximumDepth = 1_000;

    /// <summary>True where types and all parts are the same: <c>int</c> and <c>int64</c> never are, nor a nil and an empty list, nor NaN
    /// and itself.</summary>
    public static bool AreEqual(RenderContext context, Value left, Value right) =>
        new DeepComparison(context).AreEqual(left, right, 0);

    /// <summary>A copy whose lists and maps are its own.</summary>
    public static Value Copy(RenderContext context, Value value) => new DeepCopy(context).Copy(value, 0);

    /// <summary>Ends a walk through a value that holds itself.</summary>
    /// <exception cref="TemplateFunctionException">The walk is too deep.</exception>
    public static void CheckDepth(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new TemplateFunctionException($"a value nested more than {MaximumDepth} levels deep");
        }
    }
}
