package dev.sockeye.examples.core.notification;

class InMemoryNotificationStoreTest extends NotificationStoreContract {
    private final NotificationStore store = new InMemoryNotificationStore();

    @Override
    NotificationStore store() {
        return store;
    }
}
