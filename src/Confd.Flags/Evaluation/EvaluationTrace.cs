using System.Collections.Immutable;

namespace Confd.Flags.Evaluation;

/// <summary>Records the steps of one evaluation as they happen.</summary>
internal sealed class EvaluationTrace
{
    private readonly Stack<ImmutableArray<EvaluationStep>.Builder> _open = new([ImmutableArray.CreateBuilder<EvaluationStep>()]);

    /// <summary>The recorded steps, in order.</summary>
    public IReadOnlyList<EvaluationStep> Steps => _open.Peek();

    /// <summary>Begins a step; its own steps follow.</summary>
    public void Begin() => _open.Push(ImmutableArray.CreateBuilder<EvaluationStep>());

    /// <summary>Ends the step that began last.</summary>
    public void End(EvaluationStep step)
    {
        var steps = _open.Pop().ToImmutable();
        _open.Peek().Add(step with { Steps = steps });
    }

    /// <summary>Records a step that has no steps of its own.</summary>
    public void Add(EvaluationStep step) => _open.Peek().Add(step);
}
