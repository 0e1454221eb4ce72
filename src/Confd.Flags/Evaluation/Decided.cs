namespace Confd.Flags.Evaluation;

/// <summary>What one evaluation has come to by key, so that what many ask for is not worked out for each of them: 40 flags that need each
/// other twice are a path of 2^40 steps. Remembers, and allocates, after the first 64 answers: few evaluations get there.</summary>
internal struct Decided<T>
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
