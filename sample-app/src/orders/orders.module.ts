import { Module } from '@nestjs/common';
import { RegistryModule } from 'nestjs-registry';
import { AuditService } from './handlers/audit.service.js';
import { InvoiceService } from './handlers/invoice.service.js';
import { MailService } from './handlers/mail.service.js';
import { NotificationService } from './handlers/notification.service.js';
import { StockService } from './handlers/stock.service.js';
import { OrdersController } from './orders.controller.js';
import { OrdersLive } from './orders.live.js';
import { OrdersService } from './orders.service.js';
import { CardPaymentService } from './payments/card-payment.service.js';
import { TransferPaymentService } from './payments/transfer-payment.service.js';

const handlers = [InvoiceService, StockService, MailService, NotificationService, AuditService];
const payments = [CardPaymentService, TransferPaymentService];

@Module({
  imports: [RegistryModule.forRoot({ name: 'payments', keys: 'unique' })],
  controllers: [OrdersController],
  providers: [OrdersService, OrdersLive, ...handlers, ...payments],
})
export class OrdersModule {}
