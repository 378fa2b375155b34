package dev.sockeye.socketio;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Type;

/**
 * A contract for an event that is answered by its acknowledgement: name, type of the question, type of the answer.
 *
 * @param name the name on the wire
 * @param questionType the type of the event's argument
 * @param answerType the type of the acknowledgement's first argument
 * @param <Q> the type of the question
 * @param <R> the type of the answer
 */
public record Request<Q, R>(String name, Type questionType, Type answerType) {
    /** Checks the values. */
    public Request {
        requireNonNull(name, "name");
        requireNonNull(questionType, "questionType");
        requireNonNull(answerType, "answerType");
    }

    /** A request between two classes. */
    public static <Q, R> Request<Q, R> of(String name, Class<Q> question, Class<R> answer) {
        return new Request<>(name, question, answer);
    }

    /** A request between two generic types. */
    public static <Q, R> Request<Q, R> of(String name, TypeRef<Q> question, TypeRef<R> answer) {
        return new Request<>(name, question.type(), answer.type());
    }
}
