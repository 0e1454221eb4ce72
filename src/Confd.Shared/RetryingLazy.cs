namespace Confd.Shared;

/// <summary>A value that is created on first use, by one thread while others wait. An exception goes to the caller and is not cached, as
/// a shortage of memory may pass; <see cref="Lazy{T}"/> would keep it for ever.</summary>
/// <param name="make">Creates it.</param>
internal sealed class RetryingLazy<T>(Func<T> make)
    where T : class
{
    private readonly Lock _lock = new();
    private Func<T>? _make = make;
    private volatile T? _value;

    public T Value => _value ?? Make();

    private T Make()
    {
        lock (_lock)
        {
            if (_value is { } made)
            {
                return made;
            }

            var value = _make!();
            _make = null;
            _value = value;
            return value;
        }
    }
}
