namespace Confd.Flags.Evaluation;

/// <summary>The results of one evaluation by key, so that an item with many dependents is computed once: 40 flags that each need the next
/// one twice are a path of 2^40 steps. Stores results, and allocates, only after the first 64: few evaluations get there.</summary>
internal struct EvaluatedItems<T>
{
    private const int Unkept = 64;

    private Dictionary<string, T>? _answers;
    private int _count;

    public readonly bool TryGet(string key, out T answer)
    {
        answer = default!;
        return _answers is not null && _answers.TryGetValue(key, out answer!);
    }

    public void Keep(string key, T answer)
    {
        if (++_count > Unkept)
        {
            (_answers ??= new Dictionary<string, T>(StringComparer.Ordinal))[key] = answer;
        }
    }
}
